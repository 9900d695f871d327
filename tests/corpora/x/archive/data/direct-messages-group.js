window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation": {
      "conversationId": "1499000000000000001",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "770077",
            "reactions": [],
            "urls": [],
            "text": "Not me, I am on the ferry.",
            "mediaUrls": [],
            "senderId": "990099",
            "id": "1501121039692726279",
            "createdAt": "2022-03-08T09:02:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "770077",
            "reactions": [],
            "urls": [],
            "text": "Who has the key to the shed?",
            "mediaUrls": [],
            "senderId": "770077",
            "id": "1501120788034486279",
            "createdAt": "2022-03-08T09:01:00.000Z"
          }
        },
        {
          "conversationNameUpdate": {
            "initiatingUserId": "880088",
            "name": "Shed",
            "createdAt": "2022-03-08T09:00:30.000Z"
          }
        },
        {
          "participantsJoin": {
            "initiatingUserId": "880088",
            "userIds": [
              "990099"
            ],
            "createdAt": "2022-03-08T09:00:20.000Z"
          }
        },
        {
          "joinConversation": {
            "initiatingUserId": "880088",
            "participantsSnapshot": [
              "770077",
              "880088"
            ],
            "createdAt": "2022-03-08T09:00:00.000Z"
          }
        }
      ]
    }
  }
]